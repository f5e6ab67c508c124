import { Breadcrumbs, Container, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from '../ui/link.tsx'

export interface Crumb {
  readonly label: string
  readonly to: string
}

interface PageProps {
  readonly title: string
  /** Beside the title: a badge, an icon. */
  readonly mark?: ReactNode
  /** One sentence on what the page is for. */
  readonly about?: ReactNode
  /** The pages above this one. */
  readonly crumbs?: readonly Crumb[]
  /** Buttons for what can be done here. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: its title, which is the document's too and gets the focus when the page is opened, and its content. */
export function Page({ title, mark, about, crumbs = [], actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Fairlead`
  }, [title])
  useEffect(() => {
    // Whoever uses a screen reader hears where they are; a field that asked for the focus keeps it.
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus()
  }, [])
  return (
    <Container size="xl" px={0}>
      <Stack gap="lg">
        <header>
          {crumbs.length > 0 && (
            <Breadcrumbs
              component="nav"
              aria-label="Breadcrumbs"
              mb={6}
              separatorMargin={6}
              style={{ flexWrap: 'wrap' }}
            >
              {crumbs.map(({ label, to }) => (
                <Link key={to} to={to} size="sm">
                  {label}
                </Link>
              ))}
            </Breadcrumbs>
          )}
          <Group justify="space-between" align="flex-start" gap="sm">
            <div style={{ flex: '1 1 260px', minWidth: 0 }}>
              <Group gap="sm">
                <Title
                  order={1}
                  size="h2"
                  ref={heading}
                  tabIndex={-1}
                  style={{ outline: 'none', overflowWrap: 'anywhere' }}
                >
                  {title}
                </Title>
                {mark}
              </Group>
              {about && (
                <Text component="div" c="dimmed" mt={4} maw={760}>
                  {about}
                </Text>
              )}
            </div>
            {actions && <Group gap="xs">{actions}</Group>}
          </Group>
        </header>
        {children}
      </Stack>
    </Container>
  )
}
