import type { Deployment } from '@fairlead/api/client'
import { paths } from '../../app/paths.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Digest } from '../../ui/digest.tsx'
import { Elapsed } from '../../ui/elapsed.tsx'
import { Endpoints } from '../../ui/endpoints.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'

interface DeploymentFactsProps {
  readonly org: string
  readonly deployment: Deployment
}

/** Who asked for a deployment, when, and what it runs. */
export function DeploymentFacts({ org, deployment }: DeploymentFactsProps) {
  const { requestedBy, createdAt, startedAt, finishedAt, image, endpoints, reference } = deployment
  const { replacesId, containerId, spec, id } = deployment
  const registryId = image?.registryId ?? spec.registryId
  const name = image?.repository ?? spec.imageName
  const tag = image?.tag ?? spec.tag
  return (
    <Facts>
      <Fact name="Asked by">
        {requestedBy}, <Time at={createdAt} />
      </Fact>
      <Fact name={finishedAt ? 'Took' : 'Takes so far'}>
        {startedAt ? <Elapsed from={startedAt} until={finishedAt} /> : 'It waits for its turn'}
      </Fact>
      <Fact name="Image">
        <Link
          to={paths.imageTag({ org, registryId, image: spec.imageName, reference: image?.digest ?? tag })}
          className="mono"
        >
          {image ? `${image.registry}/` : ''}
          {name}:{tag}
        </Link>
      </Fact>
      <Fact name="Digest">{image ? <Digest digest={image.digest} /> : 'Not resolved yet'}</Fact>
      {image && image.platforms.length > 0 && <Fact name="Platforms">{image.platforms.join(', ')}</Fact>}
      {endpoints.length > 0 && (
        <Fact name="Endpoints">
          <Endpoints endpoints={endpoints} />
        </Fact>
      )}
      {reference && (
        <Fact name="Result">
          <Copyable value={reference} what="result" shown={reference.slice(0, 12)} />
        </Fact>
      )}
      {replacesId && (
        <Fact name="Replaces">
          <Link to={paths.deployment({ org, applicationId: containerId, deploymentId: replacesId })}>
            The deployment before it
          </Link>
        </Fact>
      )}
      <Fact name="Id">
        <Copyable value={id} what="id" />
      </Fact>
    </Facts>
  )
}
