import { Page } from '../../layout/page.tsx'

export function DeploymentPage() {
  return <Page title="Deployment">Not yet.</Page>
}
