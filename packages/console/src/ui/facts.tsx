import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What is known of a thing, as names and values. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return (
    <Box
      component="dl"
      m={0}
      style={{
        display: 'grid',
        gridTemplateColumns: 'minmax(90px, max-content) minmax(0, 1fr)',
        gap: '8px 16px',
        // A value with a button beside it is higher than its name.
        alignItems: 'baseline',
      }}
    >
      {children}
    </Box>
  )
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </>
  )
}
