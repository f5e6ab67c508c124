import type { ClusterStatus } from '@fairlead/api/client'
import type { Context } from '../context.ts'
import { renderFindings } from '../render/findings.ts'
import { plainLine } from '../render/text.ts'

/** A cluster's own answer: whether it is ready, its version, its nodes' platforms, each right, and what is wrong. */
export function renderClusterCheck(
  name: string,
  { is_deployed, version, platforms, rights, findings }: ClusterStatus,
  { io, style }: Context,
): string {
  const verdict = is_deployed
    ? `  ${style.green('✓')} ${style.bold(`${name} is ready to deploy to`)}`
    : `  ${style.red('✗')} ${style.bold(`${name} cannot be deployed to`)}`
  const facts = [
    ...(version === null ? [] : [`    ${style.dim('version   ')}${plainLine(version)}`]),
    ...(platforms.length === 0 ? [] : [`    ${style.dim('platforms ')}${platforms.join(', ')}`]),
    ...(rights.length === 0
      ? []
      : [
          `    ${style.dim('rights    ')}${rights.filter(({ allowed }) => allowed).length} of ${rights.length}`,
          ...rights.map(({ action, allowed, reason }) => {
            const mark = allowed ? style.green('✓') : style.red('✗')
            return `      ${mark} ${plainLine(action)}  ${style.dim(plainLine(reason))}`
          }),
        ]),
  ]
  const shown = renderFindings(findings, io, io.stdout)
  return `${[verdict, ...facts].join('\n')}\n${shown}`
}
