CREATE TABLE accounts (name VARCHAR);
