import type { Clock, TargetSettings } from '@fairlead/core'

export type DockerSettings = Extract<TargetSettings, { kind: 'docker' }>

/** All in milliseconds. */
export interface DockerTimings {
  /** For one answer of the engine; an engine that takes longer counts as unreachable. */
  readonly callMs: number
  /** Between two looks at a container that is starting, and between two probes before the first success. */
  readonly pollMs: number
  /** How long a container without probe and TCP port must stay up to count as healthy. */
  readonly graceMs: number
  /** How long a TCP port of a container without probe may take to accept. */
  readonly listenMs: number
  /** The least time that a probe is given from the end of its initial delay, however few failures it allows. */
  readonly patienceMs: number
  /** The most that an image's own healthcheck is given, whatever interval and start period the image asks for. */
  readonly imageHealthMs: number
  /** How long a pull may stand still. */
  readonly pullStallMs: number
  /** Between two lines about a pull's progress. */
  readonly pullReportMs: number
  /** Between the signal that asks a container to end and the one that ends it; whole seconds. */
  readonly stopMs: number
}

export const DEFAULT_TIMINGS: DockerTimings = {
  callMs: 20_000,
  pollMs: 250,
  graceMs: 3_000,
  listenMs: 60_000,
  patienceMs: 30_000,
  imageHealthMs: 600_000,
  pullStallMs: 300_000,
  pullReportMs: 1_000,
  stopMs: 10_000,
}

export interface DockerOptions {
  readonly timings?: Partial<DockerTimings>
  readonly clock?: Clock
  /**
   * How probes reach a container: `direct` by its own address, and by a published port where there is no way to that;
   * `published` by published ports only, for engines in a virtual machine. By default `direct` on Linux.
   */
  readonly reach?: 'direct' | 'published'
}
