import type { Diagnosis } from '@fairlead/api/client'
import { Alert, Group, Stack, Text, Title } from '@mantine/core'
import { AlertIcon, CheckCircleIcon, XCircleIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { Link, LinkButton } from '../../ui/link.tsx'
import { AddRegistryLink } from './add-registry-link.tsx'
import { meantNames } from './meant-names.ts'

const words = ({ ok, findings }: Diagnosis): { title: string; color: string; icon: React.ReactNode } => {
  if (!ok) return { title: 'It does not work', color: 'red', icon: <XCircleIcon /> }
  const warns = findings.some(({ severity }) => severity === 'warning')
  return warns
    ? { title: 'It works, with a warning', color: 'yellow', icon: <AlertIcon /> }
    : { title: 'It works', color: 'green', icon: <CheckCircleIcon /> }
}

/** What came of it: one cause and what to do about it, who would pull the image, and what else was found. */
export function Verdict({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const org = useOrg()
  const [{ platform, purpose }] = useSearchState()
  const { subject, choice, cause, findings, attempts, explanation } = diagnosis
  const first = findings.find(({ code }) => code === cause)
  const others = findings.filter((finding) => finding !== first)
  const chosen = attempts.find((attempt) => attempt.chosen)
  const meant = meantNames(diagnosis)
  const { title, color, icon } = words(diagnosis)
  return (
    <Stack component="section" aria-label="Diagnosis" gap="sm">
      <Alert role="status" color={color} icon={icon} title={title}>
        <Text size="sm" className="mono">
          {subject}
        </Text>
        <Text size="sm">{choice}</Text>
      </Alert>
      {first && (
        <>
          <Title order={2} size="h4">
            {explanation?.caution ? 'What was found' : 'The cause'}
          </Title>
          {explanation?.caution && <Text size="sm">{explanation.caution}</Text>}
          <FindingView finding={first} />
        </>
      )}
      {meant.length > 0 && (
        <Text>
          Did you mean{' '}
          {meant.map((image, index) => (
            <span key={image}>
              {index > 0 && ' or '}
              <Link to={paths.doctor({ org, image, platform, purpose })} className="mono">
                {image}
              </Link>
            </span>
          ))}
          ?
        </Text>
      )}
      {others.length > 0 && (
        <Disclosure label={`Also found: ${others.length}`}>
          <Stack gap="xs">
            {others.map((finding) => (
              <FindingView key={finding.code + finding.summary} finding={finding} />
            ))}
          </Stack>
        </Disclosure>
      )}
      <Group gap="xs">
        {chosen && chosen.identity.id !== 'anonymous' && (
          <LinkButton
            to={paths.registry({ org, registryId: chosen.identity.id })}
            variant="default"
            size="xs"
          >
            Open {chosen.identity.name}
          </LinkButton>
        )}
        {attempts.every(({ identity }) => identity.id === 'anonymous') && (
          <AddRegistryLink subject={subject} />
        )}
      </Group>
    </Stack>
  )
}
