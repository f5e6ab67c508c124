import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { mantineStyles } from './mantine-styles.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), mantineStyles()],
  build: {
    target: 'es2022',
    // Content-Security-Policy allows no data: scripts and fonts; an image may be one.
    assetsInlineLimit: 0,
    // One file: the order of rules must not be that in which pages are opened.
    cssCodeSplit: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
})
