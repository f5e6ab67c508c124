import { Page } from '../../layout/page.tsx'

export function ImagesPage() {
  return <Page title="Images">Not yet.</Page>
}
