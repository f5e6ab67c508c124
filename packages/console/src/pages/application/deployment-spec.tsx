import type { Deployment } from '@fairlead/api/client'
import { Fact, Facts } from '../../ui/facts.tsx'
import { specLines } from './spec-changes.ts'

/** The settings that the deployment was asked for with. */
export function DeploymentSpec({ deployment }: { readonly deployment: Deployment }) {
  return (
    <Facts>
      {specLines(deployment).map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  )
}
