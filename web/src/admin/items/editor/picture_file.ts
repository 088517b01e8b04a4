// A picture among what was pasted or dropped, and its bytes as an address that the page's own rules allow.
export const KINDS = 'image/svg+xml,image/png,image/jpeg,image/webp';

export const pictureIn = (given: DataTransfer | null): File | null => [...(given?.files ?? [])].find((file) => KINDS.split(',').includes(file.type)) ?? null;

export const dataAddress = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
