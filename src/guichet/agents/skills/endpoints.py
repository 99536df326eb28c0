"""Skills, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.skills import service
from guichet.agents.skills.schemas import NewSkill, SkillChange, SkillList, SkillOut
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("skills")

Reader = Annotated[Principal, Depends(require(Right.AGENTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]
_TAKEN = Conflict("name_taken", name="Vanille")


@router.get("/skills", responses=refusals(Forbidden()))
async def list_skills(_who: Reader, work: TenantWork) -> SkillList:
    """List the skills by name."""
    return SkillList(items=[SkillOut.of(one) for one in await service.all_of(work)])


@router.post("/skills", status_code=201, responses=refusals(Forbidden(), _TAKEN))
async def create_skill(_who: Manager, work: TenantWork, wanted: NewSkill) -> SkillOut:
    """Make a skill."""
    return SkillOut.of(await service.create(work, wanted.name))


@router.put("/skills/{skill_id}", responses=refusals(NotFound(), Forbidden(), Conflict(), _TAKEN))
async def rename_skill(
    _who: Manager, work: TenantWork, skill_id: UUID, wanted: SkillChange
) -> SkillOut:
    """Call a skill by another name."""
    return SkillOut.of(await service.rename(work, skill_id, wanted.version, wanted.name))
