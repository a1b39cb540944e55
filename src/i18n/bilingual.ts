/** Texts of the content as its schemas ask for them: none empty, each in both languages. */
import { z } from '../schemas/full.ts';
import { closeUp } from './chinese.ts';

export const text = z.string().trim().min(1);
export const bilingual = z.strictObject({ en: text, 'zh-cn': text.transform(closeUp) });
