import { Button, Group, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { CheckIcon, CopyIcon, DownloadIcon, SearchIcon } from '@primer/octicons-react'
import type { Search } from '../../data/use-search.ts'

const TAILS = [100, 500, 2_000, 10_000] as const
const USUAL_TAIL = 500

export interface LogView {
  readonly follow: boolean
  readonly wrap: boolean
  readonly tail: number
  readonly q: string
}

/** What the address says of how the lines are shown. */
export function readLogView(search: Search): LogView {
  const tail = Number(search.tail)
  return {
    follow: search.follow !== 'off',
    wrap: search.wrap === 'on',
    tail: TAILS.find((each) => each === tail) ?? USUAL_TAIL,
    q: search.q ?? '',
  }
}

interface LogControlsProps {
  readonly view: LogView
  readonly onChange: (change: Search) => void
  /** The lines in sight as one text, made when it is asked for. */
  readonly text: () => string
  readonly fileName: string
  readonly disabled: boolean
}

/** How the lines are shown, and the way out for them. */
export function LogControls({ view, onChange, text, fileName, disabled }: LogControlsProps) {
  const download = () => {
    const url = URL.createObjectURL(new Blob([text()], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = url
    link.download = fileName
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Group align="flex-end" gap="sm" role="group" aria-label="Log controls">
      <TextInput
        label="Filter"
        placeholder="Part of a line or of an instance"
        leftSection={<SearchIcon />}
        defaultValue={view.q}
        onChange={(event) => onChange({ q: event.currentTarget.value })}
        flex="1 1 200px"
      />
      <NativeSelect
        label="Lines from the end"
        data={TAILS.map((each) => ({ value: String(each), label: each.toLocaleString('en') }))}
        value={String(view.tail)}
        onChange={(event) => onChange({ tail: event.currentTarget.value })}
      />
      <Group gap="sm" h={36}>
        <Switch
          label="Follow"
          checked={view.follow}
          onChange={(event) => onChange({ follow: event.currentTarget.checked ? '' : 'off' })}
        />
        <Switch
          label="Wrap lines"
          checked={view.wrap}
          onChange={(event) => onChange({ wrap: event.currentTarget.checked ? 'on' : '' })}
        />
      </Group>
      <Group gap="xs">
        <CopyLines text={text} disabled={disabled} />
        <Button variant="default" leftSection={<DownloadIcon />} onClick={download} disabled={disabled}>
          Download
        </Button>
      </Group>
    </Group>
  )
}

function CopyLines({ text, disabled }: Pick<LogControlsProps, 'text' | 'disabled'>) {
  const { copy, copied } = useClipboard()
  return (
    <Button
      variant="default"
      leftSection={copied ? <CheckIcon /> : <CopyIcon />}
      onClick={() => copy(text())}
      disabled={disabled}
    >
      {copied ? 'Copied' : 'Copy'}
    </Button>
  )
}
