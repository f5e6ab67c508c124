import type { Plugin } from 'vite'

/** The module of class names that each component of Mantine has. */
const CLASSES = /@mantine\/core\/esm\/(?:.+\/)?(\w+)\.module\.mjs$/

/**
 * Gives each component of Mantine its own styles, so that only what the console uses is sent; a component's styles come
 * after those of the components that it is made of, as the order of its imports is.
 * https://mantine.dev/styles/css-files-list/
 */
export const mantineStyles = (): Plugin => ({
  name: 'mantine-styles',
  transform: {
    filter: { id: CLASSES },
    handler(code, id) {
      const name = CLASSES.exec(id)?.[1]
      return { code: `import '@mantine/core/styles/${name}.layer.css'\n${code}`, map: null }
    },
  },
})
