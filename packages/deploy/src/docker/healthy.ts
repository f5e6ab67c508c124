import { setTimeout as delay } from 'node:timers/promises'
import { anySignal, type Clock, type Finding, finding } from '@fairlead/core'
import { throwIfCanceled } from '../cancellation.ts'
import { failedWith } from '../outcome.ts'
import { execProbe } from './create-options.ts'
import type { Engine } from './engine.ts'
import { exitFinding } from './exit-finding.ts'
import { type Inspection, inspectInstance } from './instances.ts'
import { askProbe, describeProbe, isNetworkProbe, type NetworkProbe } from './probes/ask-probe.ts'
import { askTcp } from './probes/ask-tcp.ts'
import { dial } from './probes/dial.ts'
import { waysTo } from './probes/ways.ts'
import type { DockerTimings } from './settings.ts'

/** What the waiting needs to know of the target. */
export interface HealthContext {
  readonly engine: Engine
  readonly timings: DockerTimings
  readonly clock: Clock
  readonly reach: 'direct' | 'published'
}

/**
 * Waits until a started container is healthy by its probes; without one, until a TCP port accepts; without a port,
 * until it has stayed up for a moment. Throws `target.failed` with `deploy.container_exited` or `deploy.unhealthy`,
 * `target.unreachable` and `operation.canceled`. Gives the sentence that says what was seen.
 */
export async function waitHealthy(
  context: HealthContext,
  container: { id: string; name: string },
  signal: AbortSignal,
): Promise<string> {
  const first = await inspectInstance(context.engine, container.id, signal)
  if (first === undefined || !first.isRunning) throw await exited(context, container, first, signal)
  // Whichever ends first ends the other: no timer and no probe outlives the answer.
  const settled = new AbortController()
  const both = anySignal(signal, settled.signal)
  try {
    const answer = await Promise.race([
      waitGates(context, first, both),
      waitExit(context, container, first, both),
    ])
    if ('ended' in answer) throw await exited(context, container, answer.ended, signal)
    if (answer.finding) throw failedWith([answer.finding])
    return answer.seen
  } finally {
    throwIfCanceled(signal)
    settled.abort()
  }
}

type Verdict = { readonly seen: string; readonly finding?: Finding }

async function exited(
  { engine }: HealthContext,
  container: { id: string; name: string },
  last: Inspection | undefined,
  signal: AbortSignal,
) {
  return failedWith([await exitFinding(engine, container, last, signal)])
}

async function waitExit(
  { engine, timings }: HealthContext,
  { id }: { id: string },
  first: Inspection,
  signal: AbortSignal,
): Promise<{ ended: Inspection | undefined }> {
  for (;;) {
    await pause(timings.pollMs, signal)
    const now = await inspectInstance(engine, id, signal)
    // Started anew by the engine means that it ended in between.
    const isSame = now?.startedAt === first.startedAt
    if (!now?.isRunning || now.isRestarting || !isSame) return { ended: now }
  }
}

/** All gates must open; the first that does not decides. */
async function waitGates(context: HealthContext, first: Inspection, signal: AbortSignal): Promise<Verdict> {
  const verdicts = await Promise.all(gatesOf(first).map((gate) => gate(context, first, signal)))
  return verdicts.find((verdict) => verdict.finding) ?? { seen: verdicts.map(({ seen }) => seen).join('; ') }
}

type Gate = (context: HealthContext, first: Inspection, signal: AbortSignal) => Promise<Verdict>

function gatesOf({ healthchecks, health, ports }: Inspection): Gate[] {
  const probes = [healthchecks.readiness, healthchecks.liveness].filter(isNetworkProbe)
  const gates: Gate[] = probes.map((probe) => probeGate(probe))
  if (execProbe(healthchecks) !== undefined || (gates.length === 0 && health !== undefined))
    gates.push(engineGate)
  if (gates.length > 0) return gates
  const listening = ports.filter(({ protocol }) => protocol !== 'UDP').map(({ internalPort }) => internalPort)
  return [listening.length > 0 ? listenGate(listening) : graceGate]
}

const probeGate =
  (probe: NetworkProbe): Gate =>
  async ({ engine, timings, reach }, first, signal) => {
    const { initialDelaySeconds, periodSeconds, failureThreshold, successThreshold } = probe
    await pause(initialDelaySeconds * 1000, signal)
    const patience = Math.max(periodSeconds * failureThreshold * 1000, timings.patienceMs)
    const deadline = performance.now() + patience
    let inspection: Inspection | undefined = first
    for (let successes = 0; ; ) {
      // Looked up each time: an address may come late.
      inspection = (await inspectInstance(engine, first.id, signal)) ?? inspection
      const answer = await askProbe(probe, inspection, reach, signal)
      throwIfCanceled(signal)
      successes = answer.ok ? successes + 1 : 0
      if (successes >= successThreshold) return { seen: `${describeProbe(probe)}: ${answer.answered}` }
      if (!answer.ok && performance.now() >= deadline) {
        return unhealthy(
          `The container did not pass its probe in ${Math.round(patience / 1000)} seconds.`,
          { asked: describeProbe(probe), answered: answer.answered },
          'Look at the log of the deployment and at the probe: its port, its path, and how long the application takes to start.',
        )
      }
      await pause(
        successes > 0 ? periodSeconds * 1000 : Math.min(timings.pollMs, periodSeconds * 1000),
        signal,
      )
    }
  }

/**
 * Docker's own healthcheck: the exec probe, or the image's. An image may ask for one check a day, so what it is given
 * has an end of ours.
 */
const engineGate: Gate = async ({ engine, timings }, first, signal) => {
  const probe = execProbe(first.healthchecks)
  const allowance = probe
    ? (probe.initialDelaySeconds +
        (probe.periodSeconds + probe.timeoutSeconds) * (probe.failureThreshold + 1)) *
      1000
    : Math.min(first.health?.allowanceMs ?? 0, timings.imageHealthMs)
  const began = performance.now()
  for (;;) {
    const now = await inspectInstance(engine, first.id, signal)
    const elapsed = performance.now() - began
    const status = now?.health?.status
    if (status === 'healthy') return { seen: 'the healthcheck in the container succeeds' }
    const isOver = elapsed >= Math.max(allowance, timings.patienceMs)
    if ((status === 'unhealthy' && elapsed >= timings.patienceMs) || isOver) {
      const output = now?.health?.lastOutput.trim().slice(0, 500)
      const evidence = {
        asked: probe ? describeProbe(probe) : "run the image's healthcheck",
        answered: output || (status ?? 'no answer'),
      }
      if (!probe && status === 'starting') {
        return unhealthy(
          `The image's healthcheck did not succeed in ${Math.round(elapsed / 1000)} seconds.`,
          evidence,
          "Give the service a readiness probe, which takes the place of the image's healthcheck, or shorten the interval and the start period of the HEALTHCHECK in the image.",
        )
      }
      return unhealthy(
        'The healthcheck that runs in the container fails.',
        evidence,
        'Run the command in the image by hand: it must exit with 0 when the application is well.',
      )
    }
    await pause(timings.pollMs, signal)
  }
}

const listenGate =
  (ports: readonly number[]): Gate =>
  async ({ engine, timings, reach }, first, signal) => {
    const deadline = performance.now() + timings.listenMs
    for (;;) {
      const inspection = (await inspectInstance(engine, first.id, signal)) ?? first
      const answers: string[] = []
      for (const port of ports) {
        const dialed = await dial(waysTo(inspection, port, reach), timings.callMs, signal)
        const { ok, answered } = await askTcp(dialed, signal)
        if (ok) return { seen: `port ${port} accepts connections` }
        answers.push(answered)
      }
      throwIfCanceled(signal)
      if (performance.now() >= deadline) {
        return unhealthy(
          `No port of the container accepted a connection in ${Math.round(timings.listenMs / 1000)} seconds.`,
          { asked: `connect to port ${ports.join(', ')}`, answered: answers.join('; ') },
          "Compare the service's ports with those that the application listens on; it must listen on 0.0.0.0, not on 127.0.0.1.",
        )
      }
      await pause(timings.pollMs, signal)
    }
  }

const graceGate: Gate = async ({ timings }, _first, signal) => {
  await pause(timings.graceMs, signal)
  return { seen: `it stayed up for ${timings.graceMs / 1000} seconds` }
}

const unhealthy = (
  summary: string,
  evidence: { asked: string; answered: string },
  action: string,
): Verdict => ({
  seen: '',
  finding: finding('deploy.unhealthy', { summary, evidence: [evidence], remedy: { action } }),
})

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal }).catch(() => throwIfCanceled(signal))
