import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { styleNonce } from './nonce.ts'
import { paths } from './paths.ts'
import { queryClient, whenSignedOut } from './query-client.ts'
import { router } from './router.tsx'
import { theme, variables } from './theme.ts'

// Whoever signs in again comes back to where they were.
whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (pathname !== paths.login()) void router.navigate({ href: paths.login({ next: href }) })
})

/** What every page stands in. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <ModalsProvider modalProps={{ centered: true }} labels={{ confirm: 'Yes', cancel: 'Cancel' }}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
