import type { LogEntry } from '@fairlead/api/client'
import { Button, Highlight, Paper } from '@mantine/core'
import { ArrowDownIcon } from '@primer/octicons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'

const LINE_HEIGHT = 20
/** This near to the end the newest line is in sight. */
const NEAR_PX = 30

interface LogLinesProps {
  readonly lines: readonly LogEntry[]
  readonly wrap: boolean
  readonly highlight: string
  /** Whether lines still come. */
  readonly live: boolean
}

/** Lines of a log, the newest last and in sight until somebody scrolls up. Only those in sight are in the document. */
export function LogLines({ lines, wrap, highlight, live }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  })
  const toEnd = () => {
    setAtEnd(true)
    if (lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that come are the reason to run
  useEffect(() => {
    if (atEnd) toEnd()
  }, [lines, wrap])
  const items = virtualizer.getVirtualItems()
  return (
    <div style={{ position: 'relative' }}>
      <Paper
        withBorder
        ref={box}
        role="log"
        aria-live="off"
        aria-label="Log lines"
        tabIndex={0}
        className="mono"
        p="xs"
        style={{ height: '60vh', minHeight: 240, overflow: 'auto', fontSize: 13, contain: 'strict' }}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
          setAtEnd(scrollTop + clientHeight >= scrollHeight - NEAR_PX)
        }
      >
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map(({ index, key }) => {
              const line = lines[index]
              if (!line) return null
              return (
                <div key={key} data-index={index} ref={virtualizer.measureElement}>
                  <Line line={line} wrap={wrap} highlight={highlight} />
                </div>
              )
            })}
          </div>
        </div>
      </Paper>
      {!atEnd && live && (
        <Button
          size="compact-sm"
          leftSection={<ArrowDownIcon />}
          onClick={toEnd}
          style={{ position: 'absolute', right: 24, bottom: 12 }}
        >
          Newest lines
        </Button>
      )}
    </div>
  )
}

/** `09:41:07.123`. */
const clock = (at: string): string => {
  const time = new Date(at)
  return `${time.toLocaleTimeString('en-GB')}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

interface LineProps extends Pick<LogLinesProps, 'wrap' | 'highlight'> {
  readonly line: LogEntry
}

function Line({ line, wrap, highlight }: LineProps) {
  const isError = line.stream === 'stderr'
  return (
    <div style={{ whiteSpace: wrap ? 'pre-wrap' : 'pre', lineHeight: `${LINE_HEIGHT}px` }}>
      <span style={{ color: 'var(--mantine-color-dimmed)' }} title={line.created_at}>
        {clock(line.created_at)} {line.pod_name.slice(0, 20)}{' '}
      </span>
      <span style={{ color: isError ? 'var(--mantine-color-error)' : 'var(--mantine-color-dimmed)' }}>
        {line.stream === 'stderr' ? 'err' : 'out'}{' '}
      </span>
      <Highlight
        component="span"
        highlight={highlight}
        inherit
        style={{ overflowWrap: wrap ? 'anywhere' : 'normal' }}
      >
        {line.message}
      </Highlight>
    </div>
  )
}
