"""Skills are files: changing words changes what is read, and a mistake is answered with file, line and fix."""

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.gold import load_gold
from caseline.ground.errors import CaselineError, ConfigurationError
from caseline.organization.profile import load_organization
from caseline.organization.skills import load_skill, load_skills, skills_of

PETS = """---
name: pets
title: Pets
kind: codes
---
# Pets

### dog — A dog
Somebody in the home has a dog.

Words to look for: puppy; beagle

Example: "Brought her beagle along"
"""


def skill_folder(root, text, name="pets"):
    folder = root / "framework" / "skills" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SKILL.md").write_text(text, encoding="utf-8")
    return folder


def codes(skill, text):
    return {found.value or found.code for found in EmbeddedCoder().read([text], skill)[0].codes}


def test_shipped_skills_load_and_their_gold_stands():
    skills = load_skills()
    assert len(skills) >= 10
    for skill in skills:
        items = load_gold(skill)
        assert len(items) >= 30
        assert {skill.values(code) for code in skill.codes} <= {(item.code, item.value) for item in items}


def test_an_organisation_names_the_skills_that_read_its_notes(tmp_path):
    skill_folder(tmp_path, PETS)
    start = "id: hope\nname: Hope House\naffiliates: [{id: hope, name: Hope House}]\n"

    def chosen(more):
        (tmp_path / "organization.yml").write_text(start + more, encoding="utf-8")
        return [skill.name for skill in skills_of(load_organization(tmp_path))]

    assert chosen("") == [skill.name for skill in load_skills(tmp_path)]
    assert chosen("skills: [risk-flags, pets]\n") == ["pets", "risk-flags"]
    with pytest.raises(ConfigurationError, match=r"'risks'.*Did you mean 'risk-flags'"):
        chosen("skills: [risks]\n")


def test_a_code_is_added_without_python(tmp_path):
    skill_folder(tmp_path, PETS)
    before = load_skill("pets", tmp_path)
    note = "The cat sat on her lap."
    assert codes(before, note) == set()
    skill_folder(tmp_path, PETS + "\n### cat — A cat\nA cat at home.\n\nWords to look for: cat; kitten\n")
    after = load_skill("pets", tmp_path)
    assert codes(after, note) == {"cat"}
    assert after.version != before.version


def test_a_rubric_level_is_reworded_without_python(tmp_path):
    note = "Client is staying at the yurt village."
    shipped = load_skill("housing-stability")
    assert codes(shipped, note) == set()
    rubrics = tmp_path / "framework" / "rubrics"
    rubrics.mkdir(parents=True)
    (rubrics / "housing-stability.md").write_text(
        "### 3 — Getting by\nA place for now.\n\nWords to look for: yurt village\n", encoding="utf-8"
    )
    own = load_skill("housing-stability", tmp_path)
    assert codes(own, note) == {"3"}
    assert own.version != shipped.version
    assert len(own.codes) == 5


def test_what_stands_on_top_of_a_reworded_rubric_counts(tmp_path):
    shipped = load_skill("housing-stability")
    rubric = tmp_path / "framework" / "rubrics" / "housing-stability.md"
    rubric.parent.mkdir(parents=True)
    top = "---\nname: housing-stability\ntitle: Our ladder\nkind: rubric\nchoose: highest\n---\n"
    rubric.write_text(top, encoding="utf-8")
    own = load_skill("housing-stability", tmp_path)
    assert (own.choose, own.title, own.codes) == ("highest", "Our ladder", shipped.codes)
    assert own.abstain == shipped.abstain
    rubric.write_text(top.replace("kind: rubric", "kind: codes"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"housing-stability\.md:2: The kind of"):
        load_skill("housing-stability", tmp_path)


def test_prose_that_does_not_matter_keeps_the_version(tmp_path):
    before = load_skill(skill_folder(tmp_path, PETS)).version
    assert (
        load_skill(skill_folder(tmp_path, PETS.replace("# Pets\n", "# Pets\n\nAsk Ana about this.\n"))).version
        == before
    )


def test_how_grave_a_risk_is_and_what_answers_it_are_no_reason_to_read_again(tmp_path):
    risk = PETS.replace("kind: codes\n", "kind: codes\nrisk: true\n")
    plain = load_skill(skill_folder(tmp_path, risk))
    graver = risk.replace("Example:", "Danger: At once\nAnswered by: vet; dog licence\n\nExample:")
    ranked = load_skill(skill_folder(tmp_path, graver))
    (unranked,), (dog,) = plain.codes, ranked.codes
    assert ranked.version == plain.version
    assert (dog.danger, dog.danger_rank, dog.answered_by) == ("at once", 1, ["vet", "dog licence"])
    assert (unranked.danger, unranked.danger_rank, unranked.answered_by) == ("today", 2, [])
    (no_risk,) = load_skill(skill_folder(tmp_path, PETS)).codes
    assert (no_risk.danger, no_risk.danger_rank) == (None, None)


def test_every_shipped_risk_says_how_grave_it_is():
    for skill in load_skills():
        text = (skill.folder / "SKILL.md").read_text(encoding="utf-8")
        assert text.count("\nDanger: ") == text.count("\nAnswered by: ") == (len(skill.codes) if skill.risk else 0)


def test_a_skill_with_wording_alone_is_read(tmp_path):
    folder = skill_folder(
        tmp_path,
        """---
name: work
title: Work
kind: codes
---
### gardening — Gardening
The client likes to garden.

Include:
- Vegetables, flowers, a community plot

### music — Music
The client plays an instrument or sings.

Include:
- Guitar, choir, drums
""",
        "work",
    )
    skill = load_skill(folder)
    assert codes(skill, "Spends weekends gardening with her aunt.") == {"gardening"}
    assert codes(skill, "Sings in the church choir and plays guitar.") == {"music"}


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("Words to look for:", "Words to look:"), 11, "Words to look for"),
        (("puppy; beagle", "puppy, beagle"), 11, "no ... never again"),
        (("### dog — A dog", "### Big Dog — A dog"), 8, "big_dog"),
        (("### dog — A dog", "### dog"), 8, "'### housing — Housing'"),
        (("### dog — A dog", "### 1 — A dog"), 8, "kind 'codes'"),
        (("kind: codes", "kind: code"), 4, "kind"),
        (("kind: codes", "kinds: codes"), 4, "kind"),
        (("name: pets", "name: cats"), 2, "folder 'pets'"),
        (("Example:", "Danger: soon\nExample:"), 13, "at once, today, this week, this month"),
        (("Example:", "Danger: today\nDanger: at once\nExample:"), 14, "two dangers"),
        (("Example:", "Danger: today\nExample:"), 8, "risk: true"),
    ],
)
def test_a_mistake_names_file_line_and_fix(tmp_path, change, line, words):
    folder = skill_folder(tmp_path, PETS.replace(*change))
    with pytest.raises(CaselineError) as caught:
        load_skill(folder)
    assert f"SKILL.md:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_also_counts_takes_known_circumstances_only(tmp_path):
    folder = skill_folder(tmp_path, PETS + "\nAlso counts: familly\n")
    with pytest.raises(ConfigurationError, match="'family'"):
        load_skill(folder)


def test_a_gold_line_whose_quote_does_not_stand_is_refused(tmp_path):
    folder = skill_folder(tmp_path, PETS)
    (folder / "gold.jsonl").write_text(
        '{"note_id":"1","text":"A puppy.","code":"dog","status":"present",'
        '"spans":[{"start":0,"end":5,"quote":"puppy"}],"annotator":"ana","split":"dev"}\n'
    )
    with pytest.raises(ConfigurationError, match=r"gold.jsonl:1: .*does not stand at 0..5"):
        load_gold(load_skill(folder))


def test_an_unknown_skill_is_answered_with_the_known_ones():
    with pytest.raises(CaselineError, match=r"There are: .*risk-flags"):
        load_skill("no-such-skill")
