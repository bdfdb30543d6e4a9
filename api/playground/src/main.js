// The page as it is built into the server: everything it needs comes with it.
import 'graphiql/style.css';
import './page.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { start } from './page.js';

start({ createElement, createRoot, GraphiQL, createFetcher: createGraphiQLFetcher });
