/** What the built pages may do: load their own files, run WebAssembly, and nothing else. */
import type { Plugin } from 'vite';

/** Puts a policy into the built pages. The server for development needs inline scripts and has none. */
export function contentSecurityPolicy({ nonce }: { nonce?: string } = {}): Plugin {
  const policy = [
    "default-src 'none'",
    `script-src 'self'${nonce === undefined ? '' : " 'wasm-unsafe-eval'"}`,
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
  };
}
