// While developing: every address under /admin/ is the administrator's page, as the server has it.
import type { Plugin } from 'vite';

export function adminPages(): Plugin {
  return {
    name: 'admin-pages',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (/^\/admin(\/|\?|$)/.test(request.url ?? '')) request.url = '/admin.html';
        next();
      });
    },
  };
}
