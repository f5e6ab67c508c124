import { Page } from '../../layout/page.tsx'

export function RegistriesPage() {
  return <Page title="Container registries">Not yet.</Page>
}
