/** All published suites, in the order in which they are run and told. */
import type { Suite } from './suite.ts';
import { anyio } from './suites/anyio.ts';
import { asgiref } from './suites/asgiref.ts';
import { cpython } from './suites/cpython.ts';
import { django } from './suites/django.ts';
import { fastapi } from './suites/fastapi.ts';
import { gunicorn } from './suites/gunicorn.ts';
import { starlette } from './suites/starlette.ts';
import { uvicorn } from './suites/uvicorn.ts';

export const suites: readonly Suite[] = [asgiref, uvicorn, anyio, gunicorn, starlette, fastapi, django, ...cpython];
