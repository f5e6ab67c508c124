import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { listPlacedContainers, listPlaces, placeLabel, placeOptions } from '../names/find-place.ts'
import { duration } from '../options.ts'
import { stateCell } from '../render/states.ts'
import { renderTable } from '../render/table.ts'

export const listContainers = defineCommand({
  name: 'container list',
  summary: 'List the containers, with what they run and their state',
  arguments: {},
  options: { ...placeOptions, ...organizationOption, timeout: duration('Time limit', 30_000) },
  json: '{"containers": [Container with "status": ServiceStatus, "project": {"id", "name"} and "environment": {"id", "name"}]}',
  async run({ options }, context) {
    const session = await openSession(context, options)
    const { signal, style, width } = context
    const placed = await listPlacedContainers(session, options)
    const places = await listPlaces(session, options)
    const statuses = await Promise.all(
      places.map(({ id }) => session.api.containers.statuses(id, { signal })),
    )
    const statusOf = new Map(statuses.flat().map((status) => [status.id, status]))
    const results = placed.map(({ container, place: { project, environment } }) => ({
      ...container,
      project: { id: project.id, name: project.name },
      environment: { id: environment.id, name: environment.name },
      status: statusOf.get(container.id) ?? null,
    }))
    context.result({ containers: results }, () => {
      if (placed.length === 0)
        return 'There is no container yet. Create one: fairlead container create NAME IMAGE:TAG\n'
      const rows = placed.map(({ container, place }) => [
        container.name,
        stateCell(statusOf.get(container.id)?.state ?? 'READY', style),
        `${container.image_name}:${container.tag}`,
        container.registry.name,
        placeLabel(place),
      ])
      return renderTable(['name', 'state', 'image', 'registry', 'environment'], rows, { width, style })
    })
    return EXIT.ok
  },
})
