import { operation } from '../operation.ts'
import { diagnosis, diagnosisEvents, diagnosisRequest } from '../wire/diagnosis.ts'

export const diagnoseImage = operation({
  id: 'diagnoseImage',
  method: 'POST',
  path: '/fairlead/v1/organization/{organizationId}/diagnosis',
  tag: 'Container registries',
  summary: 'Say what is the matter with an image, for everyone who might pull it',
  description:
    'Asks as nobody and with each container registry of the organization whose host is that of the image, says which one ' +
    'would be used and why, and tests the causes of a printed line. What the registries answer is data: 200 either way, ' +
    'and nothing is stored. With `Accept: text/event-stream` each check is sent as it begins (`check-started`) and ends ' +
    '(`check`), each `attempt` as it ends, then the whole (`diagnosis`), or `error`.',
  // It uses the credentials, and asks hosts that the caller names: more than a viewer may.
  permission: 'service:deploy',
  body: diagnosisRequest,
  status: 200,
  answer: diagnosis,
  events: diagnosisEvents,
  errors: ['organization.not_found', 'image.reference_invalid'],
})
