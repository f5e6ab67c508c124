import { Badge, type CSSVariablesResolver, createTheme } from '@mantine/core'

const BADGE_TEXT: Readonly<Record<string, string>> = { sm: '11px', md: '12px', lg: '13px' }

export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: 9,
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  components: {
    // Words as they are written, and so large that they are read without capitals.
    Badge: Badge.extend({
      defaultProps: { tt: 'none', fw: 600 },
      vars: (_, { size = 'md' }) => ({ root: { '--badge-fz': BADGE_TEXT[size] } }),
    }),
  },
})

/**
 * Text on a ground of its own light shade, and dimmed text, darker than the library has them: small text must stand out
 * from its ground by 4.5 to 1 (WCAG 2.2, 1.4.3). In the dark such a ground is a tint, not a block of colour.
 */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-error': '#b02525',
    '--mantine-color-placeholder': '#656d76',
    '--mantine-color-red-light-color': '#a61e1e',
    '--mantine-color-yellow-light-color': '#704400',
    '--mantine-color-orange-light-color': '#8a3b00',
    '--mantine-color-green-light-color': '#1b5e2a',
    '--mantine-color-blue-light-color': '#145490',
    '--mantine-color-cyan-light-color': '#0a5866',
    '--mantine-color-gray-light-color': '#3d444b',
    // The library takes a lighter shade under the pointer, on which white text does not stand out enough.
    '--mantine-color-cyan-filled-hover': '#095c6b',
    '--mantine-primary-color-filled-hover': '#095c6b',
  },
  dark: {
    '--mantine-color-anchor': '#66d9e8',
    '--mantine-color-dimmed': '#adb5bd',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#9aa2aa',
    '--mantine-color-red-light-color': '#ffc9c9',
    '--mantine-color-yellow-light-color': '#ffe066',
    '--mantine-color-orange-light-color': '#ffc078',
    '--mantine-color-green-light-color': '#8ce99a',
    '--mantine-color-blue-light-color': '#a5d8ff',
    '--mantine-color-cyan-light-color': '#99e9f2',
    '--mantine-color-gray-light-color': '#dee2e6',
    '--mantine-color-red-light': 'rgba(255, 107, 107, 0.14)',
    '--mantine-color-yellow-light': 'rgba(255, 212, 59, 0.12)',
    '--mantine-color-orange-light': 'rgba(255, 146, 43, 0.14)',
    '--mantine-color-green-light': 'rgba(81, 207, 102, 0.14)',
    '--mantine-color-blue-light': 'rgba(77, 171, 247, 0.14)',
    '--mantine-color-gray-light': 'rgba(206, 212, 218, 0.12)',
    '--mantine-color-cyan-filled': '#0b7285',
    '--mantine-color-cyan-filled-hover': '#095c6b',
    '--mantine-primary-color-filled': '#0b7285',
    '--mantine-primary-color-filled-hover': '#095c6b',
  },
})
