export const backdropClass =
  "fixed inset-0 z-30 bg-[rgb(8_10_15/0.5)] transition-opacity duration-160 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";

export const dialogClass =
  "floating z-30 -translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-dialog data-[ending-style]:translate-y-[calc(-50%-4px)] data-[starting-style]:translate-y-[calc(-50%-4px)]";
