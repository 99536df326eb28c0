import { expect, test } from "vitest";
import { cellsOf, isPhone, look, parted } from "./pasted.ts";

test.each([
  ["0692 12 34 56", true],
  ["+262 692 12 34 56", true],
  ["692123456", true],
  ["692123456.0", true],
  ["'0692123456", true],
  ["06.92.12.34.56", true],
  ["(0)692 12-34-56", true],
  ["2026-03-02", false],
  ["02/03/2026", false],
  ["97400", false],
  ["Marie", false],
  ["", false],
  ["12345678901234567890", false],
])("%s is a telephone number: %s", (cell, is) => {
  expect(isPhone(cell)).toBe(is);
});

test("a sheet with names and a heading is people with more than numbers", () => {
  const sheet = "Nom;Prénom;Téléphone\nHoarau;Marie;0692123456\nPayet;Jean;0692123457\nGrondin;Luc;";
  expect(look(sheet)).toEqual({ people: 2, without: 1, named: true, numbers: ["0692123456", "0692123457"] });
});

test("a column of numbers is numbers", () => {
  expect(look("0692123456\n0692 12 34 57\r\n\r\n692123458\n")).toEqual({
    people: 3, without: 0, named: false, numbers: ["0692123456", "0692 12 34 57", "692123458"],
  });
});

test("a heading above a column of numbers counts as nobody", () => {
  expect(look("Mobile\n0692123456\n0692123457")).toMatchObject({ people: 2, without: 0, named: false });
});

test("numbers on one line, separated by commas, are numbers", () => {
  expect(look("0692123456, 0692123457, 0692123458")).toMatchObject({ people: 3, named: false });
});

test("of several numbers of one person the line counts once", () => {
  expect(look("Marie\t0692123456\t0262123456\nJean\t0692123457\t")).toMatchObject({ people: 2, named: true, numbers: ["0692123456", "0692123457"] });
});

test("words without any number are nobody", () => {
  expect(look("bonjour\nau revoir")).toMatchObject({ people: 0, named: false });
});

test("marks between quotes separate nothing", () => {
  expect(cellsOf('"Hoarau, Marie",0692123456', ",")).toEqual(["Hoarau, Marie", "0692123456"]);
});

test.each([
  ["Zoé Essai   0692 76 56 96", "Zoé Essai\t0692 76 56 96"],
  ["Salon 2 : +262 692 12 34 56", "Salon 2 : +262 692 12 34 56"],
  ["Marie-Rose Hoarau +262 692 12 34 56\nAli 0692123457", "Marie-Rose Hoarau\t+262 692 12 34 56\nAli\t0692123457"],
  ["Payet;0692 12 34 56", "Payet;0692 12 34 56"],
  ["0692 12 34 56", "0692 12 34 56"],
])("a name and a number parted by spaces alone: %s", (typed, read) => {
  expect(parted(typed)).toBe(read);
});
