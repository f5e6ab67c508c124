import { ApiError } from '@fairlead/api/client'
import { Container } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { paths } from '../app/paths.ts'
import { Failure } from '../ui/failure.tsx'

/** What is shown when a page itself failed. */
export function TroublePage({ error }: { readonly error: unknown }) {
  const router = useRouter()
  const signedOut = error instanceof ApiError && error.status === 401
  useEffect(() => {
    if (signedOut) void router.navigate({ href: paths.login({ next: router.state.location.href }) })
  }, [signedOut, router])
  if (signedOut) return null
  return (
    <Container component="main" py="xl">
      <Failure title="This page failed" error={error} onRetry={() => void router.invalidate()} />
    </Container>
  )
}
