/** In the place of a value that there is not, with the reason for those who ask. */
export function None({ reason }: { reason: string }) {
  return (
    <span title={reason} className="text-text-3">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{reason}</span>
    </span>
  );
}
