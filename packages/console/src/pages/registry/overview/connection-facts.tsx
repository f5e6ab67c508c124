import type { Registry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import { kindsQuery } from '../../../data/registries.ts'
import { Copyable } from '../../../ui/copy.tsx'
import { Disclosure } from '../../../ui/disclosure.tsx'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { Section } from '../../../ui/section.tsx'
import { Time } from '../../../ui/time.tsx'

/** How the registry is reached, and with which settings. */
export function ConnectionFacts({ registry }: { readonly registry: Registry }) {
  const { data: kinds } = useQuery(kindsQuery())
  const kind = kinds?.find((each) => each.kind === registry.kind)
  const { config, tls, proxy, repository_prefix } = registry
  return (
    <Section title="Connection">
      <Facts>
        <Fact name="Type">{kind?.title ?? registry.kind}</Fact>
        <Fact name="Address">
          <Copyable value={registry.url} what="address" />
        </Fact>
        {Object.entries(config).map(([name, value]) => (
          <Fact key={name} name={kind?.fields.find((field) => field.name === name)?.label ?? name}>
            {value}
          </Fact>
        ))}
        <Fact name="For images of">
          {repository_prefix === '' ? 'All of the host' : `${repository_prefix}/…`}
        </Fact>
        <Fact name="TLS">
          {registry.url.startsWith('http:')
            ? 'None: the address is plain HTTP'
            : tls.skip_verify
              ? 'Certificates are not verified'
              : 'Certificates are verified'}
          {tls.ca_certificates !== null && (
            <Disclosure label="Own authorities are trusted too">
              <pre className="mono" style={{ maxHeight: 200, overflow: 'auto', margin: 0 }}>
                {tls.ca_certificates}
              </pre>
            </Disclosure>
          )}
        </Fact>
        <Fact name="Proxy">
          {proxy === null ? 'None of its own' : <span className="mono">{proxy.url}</span>}
        </Fact>
        <Fact name="Added">
          <Time at={registry.created_at} />
        </Fact>
        <Fact name="Changed">
          <Time at={registry.updated_at} />, version {registry.version}
        </Fact>
        <Fact name="Id">
          <Copyable value={registry.id} what="id" />
        </Fact>
      </Facts>
    </Section>
  )
}
