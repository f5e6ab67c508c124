import { Box, Grid, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

/** The form, with what helps to fill it in beside it; below it on a narrow screen. */
export function FormLayout({ children, guide }: { readonly children: ReactNode; readonly guide: ReactNode }) {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="md">{children}</Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Box pos={{ md: 'sticky' }} top={72}>
          {guide}
        </Box>
      </Grid.Col>
    </Grid>
  )
}
