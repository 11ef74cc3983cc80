// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";
import { messages } from "./build/messages.ts";
import { notices } from "./build/notices.ts";
import { adminTheme } from "./build/theme.ts";

const THEME = "theme/mcp/admin";
const ASSETS = `${THEME}/resources/assets`;
const OUTPUT = "target/theme";

export default defineConfig({
  // Keycloak decides under which path resources are served: scripts find each other from where they are.
  base: "",
  plugins: [messages(), adminTheme(THEME), notices(`${OUTPUT}/META-INF/THIRD-PARTY-NOTICES.txt`)],
  logLevel: "warn",
  build: {
    outDir: OUTPUT,
    target: "es2022",
    modulePreload: false,
    rollupOptions: {
      input: { mcp: "src/boot.ts" },
      // The console's own React, by the import map of its page: with another one, hooks and contexts would not work.
      external: ["react", "react/jsx-runtime", "react-dom"],
      output: {
        entryFileNames: `${ASSETS}/[name]-[hash].js`,
        chunkFileNames: `${ASSETS}/[name]-[hash].js`,
        assetFileNames: `${ASSETS}/[name]-[hash][extname]`,
      },
    },
  },
});
