import type { ServerResponse } from "node:http";

/**
 * Lets what is written in one turn of the event loop leave as one: a page is rendered in dozens of pieces, each of which would ask
 * the system for itself.
 */
export function gatherWrites(response: ServerResponse): void {
  let held = false;
  response.write = new Proxy(response.write, {
    apply(write, of, args) {
      const { socket } = response;
      if (socket && !held) {
        held = true;
        socket.cork();
        setImmediate(() => {
          held = false;
          socket.uncork();
        });
      }
      return Reflect.apply(write, of, args);
    },
  });
}
