import { Page } from '../../layout/page.tsx'

export function ProjectsPage() {
  return <Page title="Projects">Not yet.</Page>
}
