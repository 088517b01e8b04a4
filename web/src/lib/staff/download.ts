// Hands a text to the browser as a file, marked as UTF-8 for spreadsheets.
import { saveFile } from '../save_file';

export function downloadText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  saveFile(name, ['\ufeff', text], type);
}
