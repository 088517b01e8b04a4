// A line of a page's own, which can be cut and mended while the server serves everybody else.
import type { Page, WebSocketRoute } from '@playwright/test';

const CALLS = '**/api/candidate/**';

export class OwnLine {
  #lines: { page: WebSocketRoute; server: WebSocketRoute }[] = [];
  #cut = false;
  private constructor(private readonly page: Page) {}

  /** Before the page is opened. */
  static async lay(page: Page): Promise<OwnLine> {
    const line = new OwnLine(page);
    await page.routeWebSocket(/ws\/candidate/, (ws) => {
      if (line.#cut) void ws.close();
      else line.#lines.push({ page: ws, server: ws.connectToServer() });
    });
    return line;
  }

  async cut(): Promise<void> {
    this.#cut = true;
    await this.page.route(CALLS, (route) => route.abort());
    for (const { page, server } of this.#lines.splice(0)) await Promise.all([page.close(), server.close()]);
  }

  async mend(): Promise<void> {
    this.#cut = false;
    await this.page.unroute(CALLS);
  }
}
