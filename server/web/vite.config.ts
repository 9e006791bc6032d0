import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { tables } from './scripts/tables.ts'

// Names without content hashes: the server answers with an ETag from the bytes,
// so a rebuilt file is seen at once and an unchanged one is not sent again.
export default defineConfig({
  plugins: [vue(), tables()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      output: {
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
  server: { proxy: { '/api': { target: process.env.TAIZHANG_URL ?? 'http://127.0.0.1:8080', ws: true } } },
  test: { include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'] },
})
