import { Page } from '../../layout/page.tsx'

export function ImageTagPage() {
  return <Page title="Image Tag">Not yet.</Page>
}
