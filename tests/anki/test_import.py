"""Imports the text of `notewright cards --format anki` with the real Anki library, and plans with a real calendar parser.

Run with `python -m unittest discover -s tests/anki` after `pip install -r tests/anki/requirements.txt`; the program is
`target/debug/notewright`, or what NOTEWRIGHT names.
"""

import os
import pathlib
import subprocess
import tempfile
import unittest

import icalendar
from anki.collection import Collection, ImportCsvRequest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("NOTEWRIGHT", str(ROOT / "target/debug/notewright"))


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], cwd=ROOT, check=True, capture_output=True)
    return done.stdout.decode()


def import_text(collection, path):
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    return collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log


class Import(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name) / "cards.txt"
        self.collection = Collection(str(pathlib.Path(self.folder.name) / "collection.anki2"))
        self.addCleanup(self.collection.close)
        self.text = run("cards", "--format", "anki", "--quiet")
        self.path.write_text(self.text, encoding="utf-8", newline="\n")

    def lines(self):
        head = [line for line in self.text.splitlines() if line.startswith("#")]
        return head, [line for line in self.text.splitlines() if not line.startswith("#")]

    def test_first_import_makes_a_note_of_each_card(self):
        log = import_text(self.collection, self.path)
        _, cards = self.lines()
        self.assertEqual(len(log.new), len(cards))
        self.assertEqual(self.collection.note_count(), len(cards))
        decks = {deck.name for deck in self.collection.decks.all_names_and_ids()}
        self.assertIn("Exam notes::AWS Developer", decks)

    def test_code_and_links_are_kept(self):
        import_text(self.collection, self.path)
        note = self.collection.get_note(self.collection.find_notes("Back:*<code>events.amazonaws.com</code>*")[0])
        self.assertIn("<small>", note["Back"])

    def test_importing_again_updates_and_keeps_schedules_and_tags(self):
        import_text(self.collection, self.path)
        notes = self.collection.find_notes("")
        for note_id in notes:
            note = self.collection.get_note(note_id)
            note.add_tag("my-own")
            self.collection.update_note(note)
        cards = self.collection.find_cards("")
        self.collection.sched.set_due_date(cards, "30")
        due = {card: self.collection.get_card(card).due for card in cards}

        head, lines = self.lines()
        reworded = ["\t".join(fields[:2] + ["Reworded: " + fields[2]] + fields[3:]) for fields in
                    (self.fields(line) for line in reversed(lines))]
        self.path.write_text("\n".join(head + reworded) + "\n", encoding="utf-8")
        log = import_text(self.collection, self.path)

        self.assertEqual(len(log.new), 0)
        self.assertEqual(len(log.updated), len(lines))
        self.assertEqual(self.collection.note_count(), len(lines))
        self.assertEqual({card: self.collection.get_card(card).due for card in cards}, due)
        self.assertEqual(len(self.collection.find_notes("tag:my-own tag:notewright")), len(lines))
        self.assertEqual(len(self.collection.find_notes("Front:Reworded*")), len(lines))

    @staticmethod
    def fields(line):
        """The fields of a line; a quoted one has its quotes doubled, so they stay as they are around the new words."""
        fields = line.split("\t")
        if fields[2].startswith('"'):
            fields[2] = fields[2][1:-1].replace('""', "&quot;")
        return fields


class Plan(unittest.TestCase):
    def test_a_calendar_reads_every_day(self):
        text = run("plan", "--exam", "2027-01-15", "--from", "2026-12-25", "--format", "ics")
        self.assertTrue(all(len(line.encode()) <= 75 for line in text.split("\r\n")))
        self.assertEqual(text.replace("\r\n", "").count("\n"), 0)
        calendar = icalendar.Calendar.from_ical(text)
        events = calendar.walk("VEVENT")
        days = [event.decoded("dtstart") for event in events]
        self.assertEqual(len(events), 22)
        self.assertEqual(len(set(event["uid"] for event in events)), 22)
        self.assertEqual(days, sorted(days))
        self.assertEqual(str(days[-1]), "2027-01-15")
        for event in events:
            self.assertEqual((event.decoded("dtend") - event.decoded("dtstart")).days, 1)
            self.assertFalse(hasattr(event.decoded("dtstart"), "hour"))


if __name__ == "__main__":
    unittest.main()
