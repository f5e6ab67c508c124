import { Button, Center, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api } from '../app/api.ts'
import { queryClient } from '../app/query-client.ts'
import { useSearchState } from '../data/use-search.ts'
import iconUrl from '../icon.svg'
import { Disclosure } from '../ui/disclosure.tsx'
import { Failure } from '../ui/failure.tsx'

/** Only an address within this console is gone to: another site must not send people on from here. */
const within = (next: string | undefined): string =>
  next?.startsWith('/') && !/^\/[/\\]/.test(next) && !next.startsWith('/login') ? next : '/'

/** Signing in with an API token: it goes to the server once, which keeps it in a cookie that no script reads. */
export function LoginPage() {
  const router = useRouter()
  const [{ next }] = useSearchState()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { token: '' },
    validate: { token: (token) => (token.trim() === '' ? 'Paste an API token, such as flt_….' : null) },
  })
  const signIn = useMutation({
    mutationFn: (token: string) => api.session.begin(token.trim()),
    onSuccess: () => {
      form.reset()
      queryClient.clear()
      router.history.push(within(next))
    },
  })
  useEffect(() => {
    document.title = 'Sign in · Fairlead'
  }, [])
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={440} radius="lg">
        <form onSubmit={form.onSubmit(({ token }) => signIn.mutate(token))} autoComplete="off">
          <Stack>
            <img src={iconUrl} alt="" width={40} height={40} />
            <div>
              <Title order={1} size="h3">
                Sign in to Fairlead
              </Title>
              <Text c="dimmed" size="sm">
                With an API token of this server.
              </Text>
            </div>
            <PasswordInput
              label="API token"
              placeholder="flt_…"
              autoFocus
              autoComplete="off"
              data-1p-ignore
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
              key={form.key('token')}
              {...form.getInputProps('token')}
            />
            {signIn.error && <Failure title="You are not signed in" error={signIn.error} />}
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
            <Disclosure label="Where do I find a token?">
              <Text size="sm">
                The terminal where the server was started tells the command that prints the administrator's
                token: it is kept in <Code>admin-token</Code> of the server's data folder. With{' '}
                <Code>npm start</Code> that is <Code>cat .fairlead/admin-token</Code>. Everybody else gets a
                token of their own from an administrator, under Organization settings, API tokens.
              </Text>
            </Disclosure>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
