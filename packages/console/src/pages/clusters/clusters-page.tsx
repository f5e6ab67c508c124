import { Page } from '../../layout/page.tsx'

export function ClustersPage() {
  return <Page title="Clusters">Not yet.</Page>
}
