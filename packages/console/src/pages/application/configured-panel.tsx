import { Text } from '@mantine/core'
import { paths } from '../../app/paths.ts'
import { Fact, Facts } from '../../ui/facts.tsx'
import { upperFirst } from '../../ui/letter-case.ts'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import type { OpenApplication } from './application-frame.tsx'
import { instances } from './spec-changes.ts'

const cores = (milli: number): string => `${milli / 1000} ${milli === 1000 ? 'core' : 'cores'}`

/** What the next deployment brings up. */
export function ConfiguredPanel({ open }: { readonly open: OpenApplication }) {
  const { org, application } = open
  const { registry, registry_id: registryId, image_name: image, tag, ports, healthchecks } = application
  // A registry that was deleted by force leaves its name empty.
  const isThere = registry.name !== ''
  const probes = [
    ...(healthchecks.readiness_probe ? ['readiness'] : []),
    ...(healthchecks.liveness_probe ? ['liveness'] : []),
  ]
  return (
    <Section title="Configured">
      <Facts>
        <Fact name="Image">
          {isThere ? (
            <Link to={paths.imageTag({ org, registryId, image, reference: tag })} className="mono">
              {image}:{tag}
            </Link>
          ) : (
            <span className="mono">
              {image}:{tag}
            </span>
          )}
        </Fact>
        <Fact name="Registry">
          {isThere ? (
            <Link to={paths.registry({ org, registryId })}>{registry.name}</Link>
          ) : (
            'It was deleted: choose another in the settings.'
          )}
        </Fact>
        <Fact name="Resources">
          {cores(application.cpu)}, {application.memory} MiB
        </Fact>
        <Fact name="Instances">
          {instances({
            minInstances: application.min_running_instances,
            maxInstances: application.max_running_instances,
          })}
        </Fact>
        <Fact name="Ports">
          {ports.length === 0
            ? 'None'
            : ports.map(({ id, internal_port, protocol, publicly_accessible }) => (
                <Text size="sm" key={id}>
                  {internal_port} {protocol}
                  {publicly_accessible ? ', public' : ''}
                </Text>
              ))}
        </Fact>
        <Fact name="Health checks">{upperFirst(probes.join(' and ') || 'none')}</Fact>
      </Facts>
    </Section>
  )
}
