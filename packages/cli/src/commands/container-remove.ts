import type { Deployment } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { showDeployment, waitOptions } from '../follow-deployment.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { argument, flag } from '../options.ts'
import { toWire } from '../to-wire.ts'
import { isGone } from '../watch-deployment.ts'

/** The deployment that removes the container; undefined when it is gone already. */
async function removalOf({ api, signal }: Session, containerId: string): Promise<Deployment | undefined> {
  try {
    const [latest] = await api.deployments.list(containerId, { signal, pageSize: 1 })
    return latest?.action === 'delete' ? latest : undefined
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

export const removeContainer = defineCommand({
  name: 'container remove',
  summary: 'Take a container off its cluster and forget it',
  arguments: { container: argument('Name or id of the container') },
  details: [
    'Everything that was made for it goes, its volumes with the data in them too, but on a GitOps cluster, whose claims stay.',
    'With --force it is forgotten without asking its cluster, for one that is gone for good: what may still run there is left running.',
  ],
  options: {
    force: flag('Forget it without asking its cluster'),
    ...waitOptions,
    ...placeOptions,
    ...organizationOption,
  },
  examples: ['fairlead container remove web'],
  json: '{"id", "name", "removed": true, or false while it goes on, "deployment": Deployment | null}',
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const { id, name } = await findContainer(session, args.container, options)
    await session.api.containers.remove(id, { force: options.force, signal: context.signal })
    const asked = await removalOf(session, id)
    const ended =
      asked && options.wait
        ? await showDeployment(context, session, { name, about: 'removal', deployment: asked })
        : asked
    const removed = ended === undefined || ended.state === 'succeeded'
    const shown = asked !== undefined && options.wait
    context.result({ id, name, removed, deployment: ended ? await toWire(ended) : null }, () =>
      shown ? '' : removed ? `Removed ${name}.\n` : `Asked for: removal of ${name}.\n`,
    )
    return removed || !options.wait ? EXIT.ok : EXIT.failed
  },
})
