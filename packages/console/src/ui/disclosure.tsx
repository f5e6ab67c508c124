import { Box, Collapse, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react'
import { type ReactNode, useId } from 'react'

/** Something that is opened by who wants to see it. */
export function Disclosure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [opened, { toggle }] = useDisclosure(false)
  const id = useId()
  return (
    <Box w="100%">
      <UnstyledButton onClick={toggle} aria-expanded={opened} aria-controls={id} fz="sm">
        {opened ? <ChevronDownIcon /> : <ChevronRightIcon />} {label}
      </UnstyledButton>
      <Collapse id={id} expanded={opened} pt={6}>
        {children}
      </Collapse>
    </Box>
  )
}
