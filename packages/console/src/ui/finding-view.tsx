import type { Check } from '@fairlead/api/client'
import { Alert, Code, Stack, Text } from '@mantine/core'
import { AlertIcon, InfoIcon, XCircleIcon } from '@primer/octicons-react'
import { Disclosure } from './disclosure.tsx'
import { OutsideLink } from './link.tsx'

/** As the API answers it, in either spelling of its names. */
export type Finding = Check['findings'][number]

const LOOKS = {
  error: { color: 'red', icon: <XCircleIcon />, word: 'Error' },
  warning: { color: 'yellow', icon: <AlertIcon />, word: 'Warning' },
  info: { color: 'blue', icon: <InfoIcon />, word: 'Note' },
} as const

/** One finding: what is the matter, what to do about it, and the evidence for whoever wants to see it. */
export function FindingView({ finding }: { readonly finding: Finding }) {
  const { color, icon, word } = LOOKS[finding.severity]
  return (
    <Alert color={color} variant="light" icon={icon} title={`${word}: ${finding.summary}`}>
      <Stack gap={6} align="flex-start">
        {finding.remedy && (
          <Text size="sm">
            <strong>What to do: </strong>
            {finding.remedy.action}
          </Text>
        )}
        {finding.remedy?.link && (
          <OutsideLink href={finding.remedy.link} size="sm">
            Open {hostOf(finding.remedy.link)}
          </OutsideLink>
        )}
        {finding.evidence.length > 0 && (
          <Disclosure label="Evidence">
            <Stack gap={4}>
              {finding.evidence.map(({ asked, answered }) => (
                <div key={asked + answered}>
                  <Code className="mono">{asked}</Code>{' '}
                  <Text span size="sm">
                    answered
                  </Text>{' '}
                  <Code className="mono">{answered}</Code>
                </div>
              ))}
            </Stack>
          </Disclosure>
        )}
        <OutsideLink href={`/docs#finding-${finding.code}`} size="xs">
          {finding.code}
        </OutsideLink>
      </Stack>
    </Alert>
  )
}

const hostOf = (link: string): string => URL.parse(link)?.host ?? link
