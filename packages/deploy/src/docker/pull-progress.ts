import type { PullEvent } from './pull-stream.ts'

const MIB = 1024 * 1024
const DONE = new Set(['Pull complete', 'Already exists'])

interface Layer {
  current: number
  total: number
  done: boolean
}

/** Adds up a pull's lines. */
export interface PullProgress {
  add(event: PullEvent): void
  /** `Pulled 12.3 of 40.1 MiB, 2 of 5 layers.`; undefined while no layer is known. */
  sentence(): string | undefined
}

export function createPullProgress(): PullProgress {
  const layers = new Map<string, Layer>()
  return {
    add({ id, status, progressDetail }) {
      if (id === undefined || !isLayer(status)) return
      const layer = layers.get(id) ?? { current: 0, total: 0, done: false }
      layers.set(id, layer)
      if (status === 'Downloading') {
        layer.current = progressDetail?.current ?? layer.current
        layer.total = progressDetail?.total ?? layer.total
      }
      if (status === 'Download complete') layer.current = layer.total
      if (DONE.has(status)) layer.done = true
    },
    sentence() {
      if (layers.size === 0) return undefined
      const all = [...layers.values()]
      const sum = (pick: (layer: Layer) => number) =>
        (all.reduce((total, layer) => total + pick(layer), 0) / MIB).toFixed(1)
      const done = all.filter((layer) => layer.done).length
      return `Pulled ${sum(({ current }) => current)} of ${sum(({ total }) => total)} MiB, ${done} of ${all.length} layers.`
    },
  }
}

const LAYER_STATES = [
  'Pulling fs layer',
  'Waiting',
  'Downloading',
  'Verifying Checksum',
  'Download complete',
  'Extracting',
]

const isLayer = (status: string | undefined): status is string =>
  status !== undefined && (LAYER_STATES.includes(status) || DONE.has(status))
