import { CAPABILITIES, type ContainerSpec } from '../domain/container.ts'
import type { FieldIssue } from '../errors.ts'

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
const ACCOUNT = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** What is wrong with what a service asks its processes to be, by the names of the advanced settings. */
export function securityIssues({ security = {} }: Pick<ContainerSpec, 'security'>): FieldIssue[] {
  const { serviceAccountName: account, runAsUser, runAsGroup, addedCapabilities = [] } = security
  const issues: FieldIssue[] = []
  if (account !== undefined && !ACCOUNT.test(account)) {
    issues.push({
      field: 'security.service_account_name',
      problem: `"${account.slice(0, 160)}" is no name of a service account`,
      remedy: 'Use lowercase letters, digits, "-" and ".", or leave it empty for an account without rights.',
    })
  }
  if (runAsGroup !== undefined && runAsUser === undefined) {
    issues.push({
      field: 'security.run_as_group',
      problem: 'is given without security.run_as_user',
      remedy: 'Give the number of the user as well.',
    })
  }
  addedCapabilities.forEach((name, index) => {
    if (CAPABILITIES.includes(name)) return
    issues.push({
      field: `security.add_capabilities[${index}]`,
      problem: `"${name.slice(0, 40)}" is no capability that a service may be given`,
      remedy: `Choose of ${CAPABILITIES.join(', ')}.`,
    })
  })
  return issues
}
