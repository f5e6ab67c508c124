import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core'
import { CheckIcon, CopyIcon } from '@primer/octicons-react'

interface CopyProps {
  readonly value: string
  /** What is copied: `digest`. */
  readonly what: string
}

/** A button that copies a text. */
export function Copy({ value, what }: CopyProps) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            onClick={copy}
            aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
          >
            {copied ? <CheckIcon /> : <CopyIcon />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** A text of a machine, such as a digest, with its button. `shown` is a shorter form of it. */
export function Copyable({ value, what, shown = value }: CopyProps & { readonly shown?: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      <span className="mono" title={value}>
        {shown}
      </span>
      <Copy value={value} what={what} />
    </Group>
  )
}
