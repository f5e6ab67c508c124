import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

interface VirtualRows {
  /** The element that the rows are in. */
  readonly list: RefObject<HTMLDivElement | null>
  readonly rows: readonly VirtualItem[]
  /** Heights of what stands before and after the rows that are in the document. */
  readonly before: number
  readonly after: number
  /** Ref of a row, which has its index as `data-index`. */
  readonly measure: (row: Element | null) => void
}

/**
 * Keeps of a long list only the rows in sight in the document, while the page as a whole scrolls. A row keeps its element,
 * and so the focus, when the order changes.
 */
export function useVirtualRows(items: readonly { readonly id: string }[], estimate: number): VirtualRows {
  const list = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    const { top = 0 } = list.current?.getBoundingClientRect() ?? {}
    setScrollMargin(top + window.scrollY)
  }, [])
  const getItemKey = useCallback((index: number) => items[index]?.id ?? index, [items])
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    getItemKey,
    estimateSize: () => estimate,
    overscan: 6,
    scrollMargin,
    useFlushSync: false,
  })
  const rows = virtualizer.getVirtualItems()
  const [first] = rows
  const last = rows.at(-1)
  return {
    list,
    rows,
    before: first ? first.start - scrollMargin : 0,
    after: last ? virtualizer.getTotalSize() - (last.end - scrollMargin) : 0,
    measure: virtualizer.measureElement,
  }
}
