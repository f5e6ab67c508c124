import { Alert, Button, Code, CopyButton, Group, Stack, Tabs, Text, TextInput } from '@mantine/core'
import { AlertIcon, CheckIcon, CopyIcon } from '@primer/octicons-react'

export interface NewToken {
  readonly name: string
  readonly token: string
}

interface ShownTokenProps {
  readonly created: NewToken
  readonly onClose: () => void
}

/** A token the one time it is shown, and how to use it. The examples name a variable instead of repeating it. */
export function ShownToken({ created: { token }, onClose }: ShownTokenProps) {
  const { origin } = window.location
  return (
    <Stack>
      <Alert color="yellow" variant="light" icon={<AlertIcon />} title="Copy the token now">
        It is shown this once. Once this dialog is closed nobody can read it again, this server neither.
      </Alert>
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          label="API token"
          value={token}
          readOnly
          flex={1}
          data-autofocus
          classNames={{ input: 'mono' }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button onClick={copy} leftSection={copied ? <CheckIcon /> : <CopyIcon />}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Tabs defaultValue="cli">
        <Tabs.List aria-label="How to use it">
          <Tabs.Tab value="cli">Command line</Tabs.Tab>
          <Tabs.Tab value="http">HTTP</Tabs.Tab>
          <Tabs.Tab value="ci">CI</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="cli" pt="sm">
          <Text size="sm">The command asks for the token and does not show it:</Text>
          <Code block mt={6}>{`fairlead login ${origin}`}</Code>
        </Tabs.Panel>
        <Tabs.Panel value="http" pt="sm">
          <Text size="sm">Every request names it in the header Authorization:</Text>
          <Code block mt={6}>
            {`curl -H "Authorization: Token $FAIRLEAD_TOKEN" ${origin}/organization`}
          </Code>
        </Tabs.Panel>
        <Tabs.Panel value="ci" pt="sm">
          <Text size="sm">
            Save the token as a masked secret named FAIRLEAD_TOKEN. The command line reads both variables:
          </Text>
          <Code block mt={6}>{`FAIRLEAD_URL=${origin}\nFAIRLEAD_TOKEN=<the secret of your CI>`}</Code>
        </Tabs.Panel>
      </Tabs>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  )
}
