// Small values that must survive a reload: sign-in, person, form, notices read. In memory when storage is refused.
import type { UkurDatabase } from './database';

export interface Vault {
  get<T>(key: string): Promise<T | null>;
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

export class IdbVault implements Vault {
  constructor(private readonly db: UkurDatabase) {}

  async get<T>(key: string): Promise<T | null> {
    return ((await this.db.get('vault', key).catch(() => null)) as T | undefined) ?? null;
  }
  async put(key: string, value: unknown): Promise<void> {
    await this.db.put('vault', value, key).catch(() => undefined);
  }
  async remove(key: string): Promise<void> {
    await this.db.delete('vault', key).catch(() => undefined);
  }
}

export class MemoryVault implements Vault {
  #values = new Map<string, unknown>();

  async get<T>(key: string): Promise<T | null> {
    return (this.#values.get(key) as T | undefined) ?? null;
  }
  async put(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
  }
  async remove(key: string): Promise<void> {
    this.#values.delete(key);
  }
}
