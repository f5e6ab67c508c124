import { Page } from '../../layout/page.tsx'

export function ImagePage() {
  return <Page title="Image">Not yet.</Page>
}
